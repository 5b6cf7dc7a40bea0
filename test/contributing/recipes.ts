/** By the headings of CONTRIBUTING.md. They touch different places, so that one compilation shows all. */
import { event } from './event.ts';
import { chat, dependency, operation, runningCard, text } from './others.ts';
import { policyKey } from './policy-key.ts';
import type { Recipe } from './recipe.ts';
import { remedy } from './remedy.ts';
import { subcommand } from './subcommand.ts';
import { toDo } from './to-do.ts';

export const recipes: Readonly<Record<string, Recipe>> = {
  'Add a remedy': remedy,
  'Add a policy key': policyKey,
  'Add a text': text,
  'Add an operation': operation,
  'Add an event': event,
  'Add a to-do': toDo,
  'Add a subcommand': subcommand,
  'Change the running card': runningCard,
  'Add a chat': chat,
  'Raise a dependency': dependency,
};
