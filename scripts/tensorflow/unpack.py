"""Unpacks from a TensorFlow wheel what a C program needs: unpack.py WHEEL FOLDER."""

import sys
import zipfile

# The C API's headers and the few that these include; the rest of the 13,000 files serves C++ programs.
WANTED = (
    "tensorflow/libtensorflow_cc.so",
    "tensorflow/libtensorflow_framework.so",
    "tensorflow/THIRD_PARTY_NOTICES",
    "tensorflow/include/LICENSE",
    "tensorflow/include/tensorflow/c/",
    "tensorflow/include/tensorflow/core/platform/ctstring",
    "tensorflow/include/tsl/platform/ctstring",
    "tensorflow/include/xla/tsl/c/",
)

wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(folder, [name for name in archive.namelist() if name.startswith(WANTED)])
