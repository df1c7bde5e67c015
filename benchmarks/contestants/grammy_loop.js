// grammY's plain send loop: node grammy_loop.js API TOKEN FIRST MANY OPEN. Ends with 1 where grammY is not installed.
const { Api } = require("grammy");

const [root, token, first, many, open] = process.argv.slice(2);
const api = new Api(token, { apiRoot: root });
const keyboard = { inline_keyboard: [[{ text: "暂停提醒", callback_data: "me.pause" }]] };
const text = "<b>今天是交纳党费的日子</b>\n11 月 20 日（周五）前请交给本支部的组织委员。";
let next = Number(first);
const last = next + Number(many);

async function worker() {
  while (next < last) {
    await api.sendMessage(next++, text, {
      parse_mode: "HTML", reply_markup: keyboard, link_preview_options: { is_disabled: true },
    });
  }
}

(async () => {
  const began = process.hrtime.bigint(), used = process.cpuUsage();
  await Promise.all(Array.from({ length: Number(open) }, worker));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const cpu = process.cpuUsage(used);
  console.log(JSON.stringify({
    messages: Number(many), seconds, rate: many / seconds, cpu_us: (cpu.user + cpu.system) / many,
    core_share: (cpu.user + cpu.system) / 1e6 / seconds, resident_mb: process.memoryUsage().rss / 1e6,
  }));
})();
