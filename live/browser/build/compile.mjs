// Compile the packages with the page's own Python, in a process of its own so that the compiler's
// leavings don't end up in the snapshot: node compile.mjs <folder of the packages>
import process from "node:process";
import { loadPyodide } from "pyodide";

const python = /** @type {any} */ (await loadPyodide());
const target = python._api.sitePackages;
python.FS.mount(python.FS.filesystems.NODEFS, { root: process.argv[2] }, target);
python.runPython(`
import compileall, py_compile
compileall.compile_dir("${target}", quiet=2, force=True,
                       invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
`);
process.exit();
