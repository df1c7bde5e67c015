# What comes late
delivery-late = <i>This was due at { $due } and comes late. We are sorry.</i>
