# The daily check
reckoning-gap =
    <b>Delivery check</b>
    Yesterday: { $intended } intended, { $ended } ended.
    Now { $total } are long past their time without an end: { $late } not sent, { $stuck } interrupted, { $unknown } not certain.
    Please run “zhibu doctor” on the server to look at network and token; where it is not certain, please ask the person.
