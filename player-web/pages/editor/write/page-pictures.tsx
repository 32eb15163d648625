/* The picture of a page: one that the lesson has, or a new file. */
import { useId } from 'preact/hooks';

import type { Asset } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { FileButton } from '../upload/file-button.tsx';
import { acceptOf } from '../upload/file-check.ts';
import { pictureUrl } from './use-folder.ts';

interface PicturesProps {
  pictures: readonly Asset[]; // that are ready
  chosen: string; // "": none
  isComing: boolean; // a file for this page is on its way
  folder: string;
  onChoose: (id: string) => void;
  onFile: (file: File) => void;
}

export function PagePictures({ pictures, chosen, isComing, folder, onChoose, onFile }: PicturesProps) {
  const name = useId();
  return (
    <fieldset class="form-part page-pictures">
      <legend class="form-legend">{t('write.picture')}</legend>
      <div class="picture-choices">
        <label class="picture-choice picture-choice-none">
          <input type="radio" name={name} checked={chosen === ''} onChange={() => onChoose('')} />
          <span>{t('write.no_picture')}</span>
        </label>
        {pictures.map((asset) => (
          <label key={asset.id} class="picture-choice" title={asset.source_name}>
            <input
              type="radio"
              name={name}
              aria-label={asset.source_name}
              checked={chosen === asset.id}
              onChange={() => onChoose(asset.id)}
            />
            {folder !== '' && <img class="picture-small" src={pictureUrl(folder, asset.id, 's')} alt="" loading="lazy" />}
          </label>
        ))}
      </div>
      <div class="picture-new">
        <FileButton
          text={t('write.new_picture')}
          label={t('write.new_picture')}
          accept={acceptOf(['picture'])}
          onFiles={([file]) => file && onFile(file)}
        />
        {isComing && (
          <span class="soft" role="status">
            {t('write.picture_coming')}
          </span>
        )}
      </div>
    </fieldset>
  );
}
