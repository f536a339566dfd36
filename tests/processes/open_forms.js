// Opens forms with the real form-js viewer, empty, and tells which it refuses and what it warns of.
import { Form } from "@bpmn-io/form-js-viewer";

window.open = async (schema) => {
  const form = new Form({ container: document.body.appendChild(document.createElement("div")) });
  try {
    const { warnings } = await form.importSchema(schema, { elever: [], ansatte: [] });
    const fields = form.get("formFieldRegistry").getAll().length;
    return { fields, warnings: warnings.map((warning) => warning.message) };
  } catch (problem) {
    return { fields: 0, warnings: [String(problem)] };
  }
};
