import { useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';

interface FileButtonProps {
  text: string;
  label: string;
  accept?: string;
  several?: boolean;
  kind?: 'primary' | 'plain' | 'quiet';
  onFiles: (files: File[]) => void;
}

/* A button that opens the system's choice of files. */
export function FileButton({ text, label, accept, several = false, kind = 'plain', onFiles }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button kind={kind} icon="upload" label={label} onPress={() => input.current?.click()}>
        {text}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        multiple={several}
        {...(accept === undefined ? {} : { accept })}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
