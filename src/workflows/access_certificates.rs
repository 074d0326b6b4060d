//! Access mTLS certificates: finding, ensuring, rotating and removing a CA.
