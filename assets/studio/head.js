// The live head: emogen's own GLB in three.js, moved by 52 shapes, its neck and its eyes.

import * as THREE from "three";
import { GLTFLoader } from "/studio/three/examples/jsm/loaders/GLTFLoader.js";
import { CURVES } from "./motion.js";

const LEAST = 0.004; // A shape below it is not seen.
const SCALES = [2, 1.5, 1, 0.75, 0.5]; // Pixels of the picture for one of the page, from fine to coarse.
const SLOW = 0.045; // Seconds between pictures from which the next ones are coarser.
const STEADY = 4; // Slow pictures in a row that count: the first ones always are.

export class Head {
  constructor(canvas) {
    this.canvas = canvas;
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true });
    this.renderer.toneMapping = THREE.ACESFilmicToneMapping;
    this.renderer.toneMappingExposure = 1.18;
    this.scene = new THREE.Scene();
    this.camera = new THREE.PerspectiveCamera(19, 1, 0.05, 10);
    this.meshes = [];
    Object.assign(this, { scale: SCALES.findIndex((scale) => scale <= devicePixelRatio), pace: 0.016, drawn: 0, count: 0 });
    this.light();
    new ResizeObserver(() => this.fit()).observe(canvas.parentElement);
  }

  light() {
    const key = new THREE.DirectionalLight("#fff0dd", 2.9);
    key.position.set(0.8, 0.9, 1.4);
    this.rim = new THREE.DirectionalLight("#ffffff", 2.2);
    this.rim.position.set(-1.2, 0.7, -0.9);
    const fill = new THREE.DirectionalLight("#bcd0ff", 1.0);
    fill.position.set(-1.2, 0.1, 0.9);
    this.sky = new THREE.HemisphereLight("#ffffff", "#6a5a52", 1.35);
    this.scene.add(key, this.rim, fill, this.sky);
  }

  /** Show another head. @param content a GLB file */
  async load(content) {
    const { scene } = await new GLTFLoader().parseAsync(content, "");
    if (this.model) this.drop(this.model);
    this.model = scene;
    this.scene.add(scene);
    this.meshes = [];
    scene.traverse((node) => {
      node.frustumCulled = false; // Shapes and skins leave their bounds.
      if (node.morphTargetInfluences) this.meshes.push(node);
    });
    this.neck = scene.getObjectByName("Head");
    this.eyes = [scene.getObjectByName("LeftEye"), scene.getObjectByName("RightEye")];
    this.middle = this.eyes[0].getWorldPosition(new THREE.Vector3())
      .add(this.eyes[1].getWorldPosition(new THREE.Vector3())).multiplyScalar(0.5);
    this.fit();
  }

  drop(model) {
    this.scene.remove(model);
    model.traverse((node) => {
      node.geometry?.dispose();
      node.material?.map?.dispose();
      node.material?.dispose();
    });
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(SCALES[this.scale], Math.max(1, devicePixelRatio)));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    const { x, y, z } = this.middle ?? { x: 0, y: 0.3, z: 0.1 };
    const away = 1.08 * Math.max(1, 0.95 / this.camera.aspect);
    this.camera.position.set(x, y - 0.005, z + away);
    this.camera.lookAt(x, y - 0.02, z);
    this.camera.updateProjectionMatrix();
  }

  /** The colour of the light behind, [r, g, b] of 255. */
  tint([r, g, b]) {
    this.rim.color.setRGB(r / 255, g / 255, b / 255, THREE.SRGBColorSpace);
  }

  /** Take a pose: 52 curves, yaw, pitch and roll of the head, yaw and pitch of the eyes. */
  pose(row) {
    for (const mesh of this.meshes) {
      // A shape at 0 costs nothing.
      for (let i = 0; i < CURVES; i++) mesh.morphTargetInfluences[i] = row[i] < LEAST ? 0 : row[i];
    }
    if (!this.model) return;
    // As emogen's own files have it: yaw about y, then pitch about -x, then roll about -z.
    this.neck.rotation.set(-row[CURVES + 1], row[CURVES], -row[CURVES + 2], "YXZ");
    for (const eye of this.eyes) eye.rotation.set(-row[CURVES + 4], row[CURVES + 3], 0, "YXZ");
  }

  /** Draw, unless a machine that is slow at it needs time for the rest of the page. */
  draw(now) {
    if (this.fresh) this.measure(Math.min(now - this.drawn, 2));
    this.fresh = false;
    if (this.pace > 2 * SLOW && now - this.drawn < 3 * this.pace) return;
    this.fresh = true;
    this.drawn = now;
    this.renderer.render(this.scene, this.camera);
  }

  /** Note how long a picture took, and draw coarser ones where that is long. */
  measure(took) {
    this.pace += (took > this.pace ? 0.5 : 0.15) * (took - this.pace);
    if (this.pace > SLOW && ++this.count > STEADY && this.scale < SCALES.length - 1) {
      this.scale += 1;
      this.count = 0;
      this.fit();
    }
  }
}
