# 政治生日祝福：自己决定要不要
greetings-agreed = 政治生日那天（入党纪念日），我会私下给您发一句祝福，别人看不到。
greetings-declined = 政治生日那天（入党纪念日），要不要我私下给您发一句祝福？别人看不到，随时可以取消。
greetings-button-open = 政治生日祝福
greetings-button-yes = 要
greetings-button-no = 不要了
