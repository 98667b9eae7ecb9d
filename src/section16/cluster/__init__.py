"""The same ingest on Spark: executors read and write parts, the driver alone changes the store.

Submissions, archives and the store lie on a file system that every machine sees at the same
path.  What a task wrote counts once the driver has put it into the manifest, so a lost
machine, or a task that ran twice, leaves files that nobody looks at and nothing else.
"""
