"""What people write: answers of forms, half-written ones, late ones, and reasons beside the forms (design 5, 6).

Knows records, drafts and one text. Must not know what an answer leads to: who has a task is `tasks`', what it moves
`steps`', whom it is about `subjects`'.
"""
