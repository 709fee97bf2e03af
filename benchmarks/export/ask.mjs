// Plays an animation to given moments and notes what moved.
import { AnimationMixer } from "three";

export function ask(gltf, moments) {
  const mixer = new AnimationMixer(gltf.scene);
  mixer.clipAction(gltf.animations[0]).play();
  const face = gltf.scene.getObjectByName("Face").children[0];
  const dictionary = face.morphTargetDictionary;
  const names = Object.keys(dictionary).sort((a, b) => dictionary[a] - dictionary[b]);
  const found = { names, weights: [], head: [], eye: [] };
  for (const moment of moments) {
    mixer.setTime(moment);
    found.weights.push([...face.morphTargetInfluences]);
    found.head.push(gltf.scene.getObjectByName("Head").quaternion.toArray());
    found.eye.push(gltf.scene.getObjectByName("LeftEye").quaternion.toArray());
  }
  return found;
}
