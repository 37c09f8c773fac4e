from django.views.decorators.http import require_safe

from api.auth import BySession, ByToken
from api.bases import router as bases
from api.builds import router as builds
from api.comparisons import builds as comparisons
from api.comparisons import stored
from api.documents import router as documents
from api.engines import router as engines
from api.errors import install
from api.evidence import router as evidence
from api.exercises import router as exercises
from api.images import router as images
from api.layers import router as layers
from api.openapi import Api
from api.operations import router as operations
from api.plans import router as plans
from api.proofs import router as proofs
from api.recordings import builds as build_recordings
from api.recordings import kept as recordings
from api.recordings import operations as operation_recordings
from api.shared import router as shared
from api.shares import router as shares
from api.stages import router as stages

api = Api(
    title="Layerlab",
    version="1",
    description="Build container images on an engine of your own, and look at their layers.",
    docs_url=None,
    docs_decorator=require_safe,
    auth=[ByToken(), BySession()],
)
install(api)
api.add_router("/base-images", bases)
api.add_router("/builds", builds)
api.add_router("/builds", layers)
api.add_router("/builds", comparisons)
api.add_router("/builds", documents)
api.add_router("/builds", evidence)
api.add_router("/builds", build_recordings)
api.add_router("/builds", shares)
api.add_router("/builds", stages)
api.add_router("/engine", engines)
api.add_router("/exercises", exercises)
api.add_router("/images", images)
api.add_router("/operations", operations)
api.add_router("/operations", operation_recordings)
api.add_router("/plans", plans)
api.add_router("/proofs", proofs)
api.add_router("/recordings", recordings)
api.add_router("/shared", shared)
api.add_router("/storage", stored)
