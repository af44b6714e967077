"""Sites and scales of RAMRIS as data."""

from centralis.core.criteria.criterion import Table

WRIST_BONES = (
    "distal radius", "distal ulna", "scaphoid", "lunate", "triquetrum", "pisiform", "trapezium", "trapezoid",
    "capitate", "hamate", "metacarpal base 1", "metacarpal base 2", "metacarpal base 3", "metacarpal base 4",
    "metacarpal base 5",
)  # fmt: skip
FINGER_BONES = tuple(f"{part} {n}" for n in range(2, 6) for part in ("metacarpal head", "phalangeal base"))
WRIST_JOINTS = ("distal radioulnar", "radiocarpal", "intercarpal and carpometacarpal")
FINGER_JOINTS = tuple(f"MCP {n}" for n in range(2, 6))
WRIST_SPACES = (
    "radioscaphoid", "radiolunate", "scaphoid-trapezium", "scaphoid-trapezoid", "scaphoid-capitate", "scaphoid-lunate",
    "lunate-capitate", "lunate-triquetrum", "triquetrum-hamate", "capitate-hamate", "capitate-trapezoid",
    "trapezium-trapezoid", "CMC 1", "CMC 2", "CMC 3", "CMC 4", "CMC 5",
)  # fmt: skip
WRIST_TENDONS = (
    "extensor compartment 1", "extensor compartment 2", "extensor compartment 3", "extensor compartment 4",
    "extensor compartment 5", "extensor compartment 6", "flexor carpi radialis", "flexor pollicis longus",
    "flexor digitorum",
)  # fmt: skip
FINGER_TENDONS = tuple(f"flexor MCP {n}" for n in range(2, 6))

RULES: dict[str, str] = {
    "ALL-TOTALS": "Every site of every domain is scored: all totals are sums.",
    "SOME-TOTALS": "A domain has a site that was not scored: it has no total.",
    "NO-TOTAL": "No domain is scored at all its sites.",
}

SCALES = Table(
    "The domains, one hand",
    ("domain", "scale of a site", "sites of the wrist", "sites of the fingers", "highest total"),
    (
        ("ALL-TOTALS", "erosion", "0 to 10 by tenths of the assessed bone", "15", "8", "230"),
        ("ALL-TOTALS", "osteitis", "0 to 3 by thirds of the assessed bone", "15", "8", "69"),
        ("ALL-TOTALS", "synovitis", "0 to 3 by thirds of the greatest enhancing volume", "3", "4", "21"),
        ("ALL-TOTALS", "joint space narrowing", "0 to 4 by thirds lost; 4 is ankylosis", "17", "4", "84"),
        ("ALL-TOTALS", "tenosynovitis", "0 to 3: none, below 1.5, below 3, from 3 mm", "9", "4", "39"),
    ),
)
