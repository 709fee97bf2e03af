"""Contract suites for plug-ins, to be called from the tests of whoever writes one; see ``docs/plugins.md``.

from emogen.testing import check_speech_backend


def test_my_backend() -> None:
    check_speech_backend(MyBackend, options={"temperature": 0.7})
"""

from __future__ import annotations

from emogen.pipelines.testing import ContractError as ContractError
from emogen.pipelines.testing import check_batch_engine as check_batch_engine
from emogen.pipelines.testing import check_export_format as check_export_format
from emogen.pipelines.testing import check_exporter as check_exporter
from emogen.pipelines.testing import check_face_backend as check_face_backend
from emogen.pipelines.testing import check_image_backend as check_image_backend
from emogen.pipelines.testing import check_importer as check_importer
from emogen.pipelines.testing import check_judge as check_judge
from emogen.pipelines.testing import check_language as check_language
from emogen.pipelines.testing import check_plugin as check_plugin
from emogen.pipelines.testing import check_portrait_backend as check_portrait_backend
from emogen.pipelines.testing import check_speech_backend as check_speech_backend
from emogen.pipelines.testing import check_vocabulary as check_vocabulary
