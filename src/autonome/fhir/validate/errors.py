"""What can be wrong with the definitions that a resource is held against."""

from autonome.kernel import InputError


class DefinitionError(InputError):
    """A StructureDefinition, ValueSet or CodeSystem, or a package of them, cannot be used."""
