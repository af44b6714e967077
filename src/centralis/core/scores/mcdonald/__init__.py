"""What the 2017 and the 2024 McDonald criteria share: the words of a visit, and its evidence in three-valued logic.

The editions themselves are the packages `mcdonald_2017` and `mcdonald_2024`. Evidence gathers over the visits: a region
that once showed a lesion stays involved, a positive spinal fluid stays positive.
"""
