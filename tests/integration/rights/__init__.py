"""The generated test of rights: who asks (people), what for (county), how (table), what is right (judge)."""
