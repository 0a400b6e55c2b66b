// The clock of this device is the likeliest one: it stands chosen, and can be changed.
const choice = document.querySelector("select[name=time_zone]");
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const known = [...choice.options].some((option) => option.value === timeZone);
if (known && !document.querySelector(".error-summary")) choice.value = timeZone;
