"""All methods for endpoints with their documentation pages."""

from centralis.core.endpoints.method import Method
from centralis.core.endpoints.response_methods import RESPONSE_METHODS
from centralis.core.endpoints.survival_methods import SURVIVAL_METHODS

METHODS: tuple[Method, ...] = (*RESPONSE_METHODS, *SURVIVAL_METHODS)
