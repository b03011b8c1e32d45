package access

// Hurry has the room hash passwords at a thousandth of the cost, so that tests about other things spend their time on
// those. The form of what is kept stays the same.
func (s *Service) Hurry() {
	s.passwords.derive = func(password, salt []byte, _ cost, length uint32) []byte {
		return argon2id(password, salt, cost{memory: 16, time: 1, lanes: 1}, length)
	}
}
