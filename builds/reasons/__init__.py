"""Why a step was or was not cached: what decides, compared between builds. The verdicts are BuildKit's."""
