// three.js without a browser: node play.mjs FILE.glb '[seconds, ...]'. Pictures are left out.
import fs from "fs";
import { Texture } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { ask } from "./ask.mjs";

globalThis.self = globalThis;
const bytes = fs.readFileSync(process.argv[2]);
const loader = new GLTFLoader();
loader.register(() => ({ name: "no pictures", loadTexture: () => Promise.resolve(new Texture()) }));
const gltf = await loader.parseAsync(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), "");
console.log(JSON.stringify(ask(gltf, JSON.parse(process.argv[3]))));
