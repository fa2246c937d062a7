"""Mutation testing: small faults put into a package one at a time, and the tests run upon each.

`changes` makes the faults, `running` runs the tests in forked processes, `judging` holds the survivors against what
people judged of them. The command is ``tools/find_mutants.py``.

Of the public tools, mutmut 3 changes the bodies of functions alone, and the law is tables of modules; cosmic-ray
writes each fault into the working tree and starts pytest anew for each, which takes hours. Here nothing is written:
a faulty module exists in the memory of one forked process.
"""
