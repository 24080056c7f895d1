// What a worker has and a page has not; the two libraries can't be used together.
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
