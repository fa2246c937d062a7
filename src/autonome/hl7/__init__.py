"""HL7 v2 messages to the health record: pure translation, no files, no network.

Read in this order:

- `er7`: the encoding with delimiters: segments, fields, repetitions, components, escape sequences, under limits
- `messages`: bytes to messages; batches; version and character set
- `datatypes`: coded entries, dates and numbers
- `patients`: the one patient that all messages must be about
- `observations`: results (OBX) with the order that they answer (OBR)
- `orders`: medication orders (ORC, RXE)
- `record`: all of it together (`read_messages`)

The record is the same value that `autonome.fhir` gives; what it means for treatment is not decided here.
"""

from autonome.hl7.messages import looks_like_hl7
from autonome.hl7.record import read_messages

__all__ = ["looks_like_hl7", "read_messages"]
