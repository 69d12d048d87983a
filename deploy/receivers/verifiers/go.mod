module spotwardwebhook

go 1.18
