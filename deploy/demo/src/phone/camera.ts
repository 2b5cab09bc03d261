type Detect = (frame: HTMLVideoElement) => Promise<string | null>;

interface BarcodeDetectorLike {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}

interface BarcodeDetectorClass {
  new (options: { formats: string[] }): BarcodeDetectorLike;
  getSupportedFormats(): Promise<string[]>;
}

const LOOK_EVERY_MS = 150;
const LONGEST_SIDE = 640;

/** Looks for codes with the back camera: with the browser's detector, or a bundled one without it. */
export class Camera {
  private stream: MediaStream | null = null;
  private turn = 0;

  constructor(private readonly video: HTMLVideoElement) {}

  /** Shows the camera and tells every text it sees in a code; rejects when there is no camera. */
  async start(onText: (text: string) => void): Promise<void> {
    this.stop();
    const turn = this.turn;
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: "environment" } },
      audio: false,
    });
    if (turn !== this.turn) {
      end(stream);
      return;
    }
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    void this.look(await detector(), onText, turn);
  }

  stop(): void {
    this.turn += 1;
    if (this.stream) {
      end(this.stream);
    }
    this.stream = null;
    this.video.srcObject = null;
  }

  private async look(detect: Detect, onText: (text: string) => void, turn: number): Promise<void> {
    while (turn === this.turn) {
      const text = await detect(this.video);
      if (text && turn === this.turn) {
        onText(text);
      }
      await new Promise((waited) => setTimeout(waited, LOOK_EVERY_MS));
    }
  }
}

function end(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}

async function detector(): Promise<Detect> {
  const Native = (globalThis as { BarcodeDetector?: BarcodeDetectorClass }).BarcodeDetector;
  const formats = (await Native?.getSupportedFormats()) ?? [];
  if (Native && formats.includes("qr_code")) {
    const native = new Native({ formats: ["qr_code"] });
    return async (video) => (await native.detect(video))[0]?.rawValue ?? null;
  }
  const { default: jsQR } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (!context || canvas.width === 0) {
      return null;
    }
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
  };
}
