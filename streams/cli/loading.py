"""Modules are loaded without garbage collections: what they make stays, and to look through it takes a tenth more."""

import gc
from importlib import import_module
from types import ModuleType


def load_module(name: str) -> ModuleType:
    """Import a module, and all that it needs."""
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()
