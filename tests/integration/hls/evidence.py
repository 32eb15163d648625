"""What was seen of a presentation, and the register of rules that judge it."""
from dataclasses import dataclass, field

RULES = []  # (name, clause, function of Evidence that yields sentences)

# Where players read one clock and we another: what a network and a busy machine may add.
CLOCK_SLACK = 0.25
ROUNDING = 0.0011  # seconds are stated with three digits


def rule(clause):
    def register(function):
        RULES.append((function.__name__.replace('_', '-'), clause, function))
        return function
    return register


@dataclass
class Finding:
    rule: str
    clause: str
    text: str

    def __str__(self):
        return f'{self.rule} ({self.clause}): {self.text}'


@dataclass
class Snapshot:
    answer: object
    playlist: object
    asked: tuple = None  # (msn, part) of a blocking reload; part None: whole segment
    is_delta: bool = False


@dataclass
class Media:
    """A part (part is set) or a segment."""
    msn: int
    part: int
    listed: object  # playlist.Part or playlist.Segment
    answer: object
    chunks: list = None  # None: could not be read
    fault: str = None
    is_hinted: bool = False

    def name(self):
        return self.answer.url.rsplit('/', 1)[-1]

    def samples(self):
        return [sample for chunk in self.chunks or [] for sample in chunk.samples]


@dataclass
class Rendition:
    url: str
    is_video: bool
    snapshots: list = field(default_factory=list)  # full ones, in order
    deltas: list = field(default_factory=list)  # (Snapshot, the full one before, the full one of the same time)
    inits: dict = field(default_factory=dict)  # URL → (Answer, Init or None, fault)
    parts: dict = field(default_factory=dict)  # (msn, part) → Media
    segments: dict = field(default_factory=dict)  # msn → Media

    def newest(self):
        return self.snapshots[-1].playlist

    def init(self):
        return next((init for _, init, _ in self.inits.values() if init), None)

    def media(self):
        return list(self.parts.values()) + list(self.segments.values())

    def every(self):
        """All snapshots, deltas too."""
        return self.snapshots + [delta for delta, _, _ in self.deltas]


@dataclass
class Probe:
    """A request whose answer the protocol fixes."""
    name: str
    expected: int
    answer: object


@dataclass
class Evidence:
    master_answer: object = None
    master_plain: object = None  # without Accept-Encoding
    master: object = None
    renditions: dict = field(default_factory=dict)  # URL → Rendition
    variants: list = field(default_factory=list)  # (Variant, URL)
    groups: dict = field(default_factory=dict)  # group id → URLs
    probes: list = field(default_factory=list)
    plain: list = field(default_factory=list)  # (Answer without Accept-Encoding, Snapshot)
    is_http2: bool = None
    faults: list = field(default_factory=list)  # what could not be fetched or read at all

    def playlists(self):
        return [(rendition, snapshot) for rendition in self.renditions.values()
                for snapshot in rendition.every()]

    def answers(self):
        """Everything that came with 200 and is not a playlist."""
        for rendition in self.renditions.values():
            yield from (answer for answer, _, _ in rendition.inits.values())
            yield from (media.answer for media in rendition.media())


def only_faults(evidence):
    return [Finding('readable', '§4', text) for text in evidence.faults]


def judge(evidence):
    findings = only_faults(evidence)
    for name, clause, function in RULES:
        findings += [Finding(name, clause, text) for text in function(evidence)]
    return findings
