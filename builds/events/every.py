"""All events there are."""

from builds.events.containers import (
    Committed,
    ContainerRemoved,
    ContainerStarted,
    Diffed,
    Exited,
    MountsRead,
    UpperListed,
)
from builds.events.ends import (
    Cancelled,
    Completed,
    Failed,
    Interrupted,
)
from builds.events.images import (
    ArtefactCopied,
    ImageRecorded,
    LayerRecorded,
    StageRecorded,
)
from builds.events.reasons import (
    StepExplained,
)
from builds.events.steps import (
    Linted,
    Logged,
    Planned,
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

Finding = (
    ContainerRemoved
    | Diffed
    | MountsRead
    | UpperListed
    | Committed
    | ImageTagged
    | LayerMoved
    | Pushed
    | Pulled
    | Saved
    | BitFlipped
    | LayerChecked
    | Loaded
    | Pruned
)
"""What an operation beside a build did or saw."""

BuildEvent = (
    Started
    | Planned
    | StepStarted
    | StepFinished
    | StepFailed
    | StepExplained
    | Linted
    | Logged
    | LayerRecorded
    | ImageRecorded
    | ArtefactCopied
    | StageRecorded
    | ContainerStarted
    | Exited
    | Finding
    | Completed
    | Failed
    | Cancelled
    | Interrupted
)
