"""All methods for reader studies with their documentation pages."""

from centralis.core.agreement.mrmc.or_methods import OR_METHODS
from centralis.core.agreement.mrmc.u_methods import U_METHODS
from centralis.core.endpoints.method import Method

METHODS: tuple[Method, ...] = (*OR_METHODS, *U_METHODS)
