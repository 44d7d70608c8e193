import { Option } from 'commander';

/** The flag of every command that checks the model of a settings file. */
export function anyModelFlag(): Option {
  return new Option('--any-model', 'accept a model name that cbase does not know');
}
