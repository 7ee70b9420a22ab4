// SPDX-License-Identifier: Apache-2.0
// Styles of the Element Plus widgets that the desk uses; a widget that is missing here looks bare.
import 'element-plus/es/components/base/style/css';
import 'element-plus/es/components/alert/style/css';
import 'element-plus/es/components/button/style/css';
import 'element-plus/es/components/checkbox/style/css';
import 'element-plus/es/components/checkbox-group/style/css';
import 'element-plus/es/components/config-provider/style/css';
import 'element-plus/es/components/date-picker/style/css';
import 'element-plus/es/components/dialog/style/css';
import 'element-plus/es/components/input/style/css';
import 'element-plus/es/components/input-number/style/css';
import 'element-plus/es/components/message/style/css';
import 'element-plus/es/components/message-box/style/css';
import 'element-plus/es/components/option/style/css';
import 'element-plus/es/components/pagination/style/css';
import 'element-plus/es/components/radio-button/style/css';
import 'element-plus/es/components/radio-group/style/css';
import 'element-plus/es/components/radio/style/css';
import 'element-plus/es/components/select/style/css';
import 'element-plus/es/components/tag/style/css';
import 'element-plus/es/components/tree-select/style/css';

/* In a tree to choose from, Element Plus lets the arrows walk and leaves Enter without effect: who has
 * no mouse would come to an entry and could not take it. */
document.addEventListener('keydown', (e) => {
  const node = e.target instanceof HTMLElement ? e.target : null;
  if (e.key !== 'Enter' || !node?.matches('.el-select-dropdown [role=treeitem]')) return;
  e.preventDefault();
  node
    .querySelector<HTMLElement>(':scope > .el-tree-node__content .el-select-dropdown__item')
    ?.click();
});
