"""A kill table with one fault, as ``docs/data/kill-table.json`` has many."""

FAULT = {
    "name": "forgets",
    "about": "It forgets.",
    "breaks": ["PAUSE.holds"],
    "equivalent": "",
    "blamed": {"PAUSE.holds": "seen", "PAUSE.lasts": "seen"},
}
KILLS = {
    "faults": [FAULT],
    "rules": [{"id": "PAUSE.holds", "level": "MUST", "killers": ["forgets"]}],
    "found": 1.0,
    "precision": 0.5,
}
