"""Group meetings and talks, as clerks and members use them."""


def walk_room(checked, host, wish):
    """Every route of a room, as its host calls them."""
    room = checked(host.post('meetings', json=wish), 201).json()['id']
    checked(host.post(f'meetings/{room}/steps', json={'step': 'rehearse'}), 409)
    checked(host.post(f'meetings/{room}/steps', json={'step': 'open'}), 200)
    checked(host.get(f'meetings/{room}/people'), 200)
    checked(host.get(f'meetings/{room}/votes'), 200)
    link = checked(host.post(f'meetings/{room}/links', json={'opens': 'room'}), 201).json()['links'][0]['id']
    checked(host.post(f'meetings/{room}/links', json={'opens': 'door'}), 400)
    checked(host.get(f'meetings/{room}/links'), 200)
    checked(host.delete(f'meetings/{room}/links/{link}'), 204)
    checked(host.post(f'meetings/{room}/steps', json={'step': 'end'}), 200)
