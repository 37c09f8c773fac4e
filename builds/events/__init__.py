"""The vocabulary: everything that a build's log can say.

Events are past tense, immutable and complete in themselves. `step` is always an index into
`Planned.steps`. Times are seconds; sizes are bytes; digests are `sha256:` and 64 hex digits.
"""

from builds.events.containers import (
    Committed,
    ContainerRemoved,
    ContainerStarted,
    Diffed,
    Exited,
    MountsRead,
    UpperEntry,
    UpperListed,
    Was,
    WrittenPath,
)
from builds.events.ends import (
    TERMINAL,
    Cancelled,
    Completed,
    Failed,
    FailureReason,
    Interrupted,
)
from builds.events.entry import Entry, from_wire, to_wire
from builds.events.event import Event
from builds.events.every import BuildEvent, Finding
from builds.events.images import (
    ArtefactCopied,
    FileCounts,
    ImageRecorded,
    LayerRecorded,
    StageRecorded,
)
from builds.events.reasons import (
    Difference,
    Harmless,
    HarmlessKind,
    PathChange,
    Reason,
    ReasonKind,
    StepExplained,
)
from builds.events.steps import (
    RULES,
    Linted,
    Logged,
    Planned,
    PlannedStep,
    Started,
    StepFailed,
    StepFinished,
    StepStarted,
)
from builds.events.transfers import (
    BitFlipped,
    ImageTagged,
    LayerChecked,
    LayerMoved,
    Loaded,
    Pruned,
    Pulled,
    Pushed,
    Saved,
)

__all__ = [
    "RULES",
    "TERMINAL",
    "ArtefactCopied",
    "BitFlipped",
    "BuildEvent",
    "Cancelled",
    "Committed",
    "Completed",
    "ContainerRemoved",
    "ContainerStarted",
    "Diffed",
    "Difference",
    "Entry",
    "Event",
    "Exited",
    "Failed",
    "FailureReason",
    "FileCounts",
    "Finding",
    "Harmless",
    "HarmlessKind",
    "ImageRecorded",
    "ImageTagged",
    "Interrupted",
    "LayerChecked",
    "LayerMoved",
    "LayerRecorded",
    "Linted",
    "Loaded",
    "Logged",
    "MountsRead",
    "PathChange",
    "Planned",
    "PlannedStep",
    "Pruned",
    "Pulled",
    "Pushed",
    "Reason",
    "ReasonKind",
    "Saved",
    "StageRecorded",
    "Started",
    "StepExplained",
    "StepFailed",
    "StepFinished",
    "StepStarted",
    "UpperEntry",
    "UpperListed",
    "Was",
    "WrittenPath",
    "from_wire",
    "to_wire",
]
