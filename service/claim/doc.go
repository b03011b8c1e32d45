// Package claim is the room in which a consumer is paid first and the liable party in the end: claims, what is due,
// payment, recourse and the ledger of money (食品安全法 Art. 148; 消费者权益保护法 Art. 40, 55; 保险法 Art. 65).
package claim
