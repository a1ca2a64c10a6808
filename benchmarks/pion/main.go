// A TURN relay for one address, made of pion/turn and of nothing that it would not come with.
//
//	pion-turn ADDRESS PORT BUFFER
//
// Its only user is "load", with the password "load". It runs until it is told to end.
package main

import (
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/pion/logging"
	"github.com/pion/turn/v2"
)

const (
	name    = "load"
	realm   = "benchmark"
	longest = 65536
)

// Hands out relay sockets on any free port, with the same buffers as the listening one.
type relays struct {
	ip     net.IP
	buffer int
}

func (r relays) Validate() error { return nil }

func (r relays) AllocatePacketConn(network string, port int) (net.PacketConn, net.Addr, error) {
	conn, err := r.open(port)
	if err != nil {
		return nil, nil, err
	}
	return conn, conn.LocalAddr(), nil
}

func (r relays) AllocateConn(string, int) (net.Conn, net.Addr, error) {
	return nil, nil, syscall.EPROTONOSUPPORT
}

func (r relays) open(port int) (*net.UDPConn, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: r.ip, Port: port})
	if err != nil {
		return nil, err
	}
	if err = conn.SetReadBuffer(r.buffer); err == nil {
		err = conn.SetWriteBuffer(r.buffer)
	}
	return conn, err
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: pion-turn ADDRESS PORT BUFFER")
	}
	sockets := relays{net.ParseIP(os.Args[1]), number(os.Args[3])}
	listener, err := sockets.open(number(os.Args[2]))
	if err != nil {
		log.Fatal(err)
	}
	silent := logging.NewDefaultLoggerFactory()
	silent.DefaultLogLevel = logging.LogLevelDisabled
	silent.Writer = io.Discard
	key := turn.GenerateAuthKey(name, realm, name)
	server, err := turn.NewServer(turn.ServerConfig{
		Realm:             realm,
		LoggerFactory:     silent,
		InboundMTU:        longest,
		AuthHandler:       func(user, _ string, _ net.Addr) ([]byte, bool) { return key, user == name },
		PacketConnConfigs: []turn.PacketConnConfig{{PacketConn: listener, RelayAddressGenerator: sockets}},
	})
	if err != nil {
		log.Fatal(err)
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, os.Interrupt)
	<-end
	if err := server.Close(); err != nil {
		log.Fatal(err)
	}
}
