"""A Spark session for the ingest: quiet, and with the Python of the driver on every executor."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from importlib.resources import files

from section16.vocabulary.errors import MissingPackage, Section16Error

try:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
except ImportError as error:
    raise MissingPackage(
        "found no package pyspark, expected it for a cluster; get it: pip install 'section16[cluster]'"
    ) from error

__all__ = ["Py4JError", "PySparkException", "SparkSession", "reason", "start"]

_LOG = "-Dlog4j2.configurationFile=" + str(files("section16.cluster") / "log4j2.properties")


def start(master: str, settings: Mapping[str, str]) -> SparkSession:
    """A new session; the caller stops it.

    master    as Spark writes it: "spark://host:7077", "yarn", "k8s://...", "local-cluster[2,1,1024]"
    settings  Spark's own, by name; they come before ours

    Raises Section16Error when there is no Java or the master does not answer.
    """
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise Section16Error(
            "found no java, expected Java 17 or later for Spark; get it: apt-get install default-jre-headless"
        )
    # Spark would start whatever "python3" is on the executors
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    ours = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.extraJavaOptions": _LOG,
    }
    builder = SparkSession.builder.master(master).appName("section16 ingest")
    for name, value in {**ours, **settings}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise Section16Error(f"found no Spark at {master} ({reason(error)}), expected a session") from error


def reason(error: Exception) -> str:
    r"""The one line of an error of Spark that says what happened, a task's own before Spark's.

    >>> reason(ValueError("Job aborted.\nTraceback (most recent call last):\n  File x\nOSError: No space\n\tat y"))
    'OSError: No space'
    >>> reason(ValueError("Job aborted due to stage failure: Task 0 failed 4 times\nDriver stacktrace:"))
    'Job aborted due to stage failure: Task 0 failed 4 times'
    """
    lines = [line.removeprefix(": ") for line in str(error).splitlines() if line.strip()]
    python = [number for number, line in enumerate(lines) if line.startswith("Traceback (")]
    own = [line for line in lines[python[-1] + 1 :] if not line[0].isspace()] if python else []
    said = [line for line in lines if not line.startswith("An error occurred while calling ")]
    return (own or said or [type(error).__name__])[0][:500]
