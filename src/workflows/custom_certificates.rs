//! Custom certificates: finding, ensuring, replacing without downtime, and their order.
