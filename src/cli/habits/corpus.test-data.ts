// Command lines as manuals and tutorials have them, and what becomes of them here; addresses are documentation's. Below each:
//
//   =  works: the same as this line of ours
//   ~  works, with a note on what is different
//   !  an error that names these flags, and says of each what there is instead
//
// corpus.test.ts reads them through the options of our commands; the pages in docs/ are made from them (pages.test.ts).

export const CORPUS = `
# nmap
nmap 198.18.0.1
  = scan 198.18.0.1
nmap host.example
  = scan host.example
nmap 198.18.0.1 198.18.0.2 198.18.0.3
  = scan 198.18.0.1 198.18.0.2 198.18.0.3
nmap 198.18.0.1-20
  = scan 198.18.0.1-20
nmap 198.18.0.*
  = scan 198.18.0.0/24
nmap 198.18.0.0/24
  = scan 198.18.0.0/24
nmap 198.18.0-3.1,5
  = scan 198.18.0-3.1,5
nmap -iL targets.txt
  = scan --targets-file targets.txt
nmap -iL -
  = scan --targets-file -
nmap 198.18.0.0/24 --exclude 198.18.0.1
  = scan --exclude 198.18.0.1 198.18.0.0/24
nmap 198.18.0.0/24 --excludefile never.txt
  = scan --exclude-file never.txt 198.18.0.0/24
nmap -sS 198.18.0.1
  = scan --probe syn --engine raw 198.18.0.1
nmap -sT 198.18.0.1
  = scan --probe syn --engine connect 198.18.0.1
nmap -sU 198.18.0.1
  = scan --probe udp 198.18.0.1
sudo nmap -sS -sU 198.18.0.1
  = scan --probe syn,udp --engine raw 198.18.0.1
nmap -sSU -p U:53,111,137,T:21-25,80,139,8080 198.18.0.1
  = scan --probe syn,udp --engine raw -p U:53,111,137,T:21-25,80,139,8080 198.18.0.1
nmap -sn 198.18.0.0/24
  = scan --probe discover 198.18.0.0/24
nmap -sP 198.18.0.0/24
  = scan --probe discover 198.18.0.0/24
nmap -sL 198.18.0.0/30
  = scan --list 198.18.0.0/30
nmap -sL -n 198.18.0.0/30
  = scan --list -n 198.18.0.0/30
nmap -Pn 198.18.0.1
  = scan --no-discovery 198.18.0.1
nmap -P0 -p 22 198.18.0.1
  = scan --no-discovery -p 22 198.18.0.1
nmap -sn -PS22,80,443 198.18.0.0/24
  = scan --probe discover --discover-by syn:22,80,443 198.18.0.0/24
nmap -sn -PA80 -PE 198.18.0.0/24
  = scan --probe discover --discover-by ack:80 --discover-by echo 198.18.0.0/24
nmap -sn -PU53,161 198.18.0.0/24
  = scan --probe discover --discover-by udp:53,161 198.18.0.0/24
nmap -sn -PE -PP -PM 198.18.0.0/24
  = scan --probe discover --discover-by echo --discover-by timestamp --discover-by mask 198.18.0.0/24
nmap -sn -PR 198.18.0.0/24
  = scan --probe discover --discover-by arp 198.18.0.0/24
nmap -PO2,4 198.18.0.0/24
  ~ scan 198.18.0.0/24
nmap -PY 198.18.0.0/24
  ~ scan 198.18.0.0/24
nmap -sn --disable-arp-ping 198.18.0.0/24
  ~ scan --probe discover 198.18.0.0/24
nmap -p 22 198.18.0.1
  = scan -p 22 198.18.0.1
nmap -p22,80,443 198.18.0.1
  = scan -p 22,80,443 198.18.0.1
nmap -p 1-1000 198.18.0.1
  = scan -p 1-1000 198.18.0.1
nmap -p- 198.18.0.1
  = scan -p - 198.18.0.1
nmap -p -100 198.18.0.1
  = scan -p 1-100 198.18.0.1
nmap -p http,https,ssh 198.18.0.1
  = scan -p http,https,ssh 198.18.0.1
nmap -p "http*" 198.18.0.1
  = scan -p "http*" 198.18.0.1
nmap -p 22 -p 80 198.18.0.1
  = scan -p 22,80 198.18.0.1
nmap -sU -p 53,161 198.18.0.1
  = scan --probe udp -p 53,161 198.18.0.1
nmap -F 198.18.0.1
  = scan -F 198.18.0.1
nmap --top-ports 10 198.18.0.1
  = scan --top-ports 10 198.18.0.1
nmap --top-ports 100 -sU 198.18.0.1
  = scan --probe udp --top-ports 100 198.18.0.1
nmap -r 198.18.0.1
  ~ scan 198.18.0.1
nmap --exclude-ports 9100 198.18.0.0/24
  = scan --exclude-ports 9100 198.18.0.0/24
nmap --port-ratio 0.1 198.18.0.1
  ! --port-ratio
nmap -sV 198.18.0.1
  = scan 198.18.0.1
nmap -sV -p 22,80 198.18.0.1
  = scan -p 22,80 198.18.0.1
nmap -sV --version-intensity 5 198.18.0.1
  = scan --service-intensity 5 198.18.0.1
nmap -sV --version-light 198.18.0.1
  = scan --service-intensity 2 198.18.0.1
nmap -sV --version-all 198.18.0.1
  = scan --service-intensity 9 198.18.0.1
nmap -sV --version-trace 198.18.0.1
  = scan --evidence 198.18.0.1
nmap -sV --allports 198.18.0.1
  = scan 198.18.0.1
nmap -sC 198.18.0.1
  ~ scan 198.18.0.1
nmap -sC -sV 198.18.0.1
  ~ scan 198.18.0.1
nmap -sCV -p- 198.18.0.1
  ~ scan -p - 198.18.0.1
nmap -sV -sC -oA scan 198.18.0.1
  ~ scan -o all=scan 198.18.0.1
nmap --script default 198.18.0.1
  ! --script
nmap --script=vuln 198.18.0.1
  ! --script
nmap --script ssl-enum-ciphers -p 443 host.example
  ! --script
nmap -p 445 --script smb-os-discovery 198.18.0.1
  ! --script
nmap --script "http-* and not brute" --script-args user=x -p 80 198.18.0.1
  ! --script --script-args
nmap --script-help all
  ! --script-help
nmap --script-updatedb
  ! --script-updatedb
nmap -O 198.18.0.1
  = scan 198.18.0.1
nmap -O --osscan-guess 198.18.0.1
  = scan 198.18.0.1
nmap -O --osscan-limit --max-os-tries 1 198.18.0.0/24
  ~ scan 198.18.0.0/24
nmap -A 198.18.0.1
  ~ scan 198.18.0.1
nmap -A -T4 host.example
  ~ scan -T 4 host.example
nmap -v -A host.example
  ~ scan -v host.example
nmap -T0 198.18.0.1
  ~ scan -T 0 198.18.0.1
nmap -T1 198.18.0.1
  ~ scan -T sneaky 198.18.0.1
nmap -T2 198.18.0.1
  ~ scan -T polite 198.18.0.1
nmap -T3 198.18.0.1
  ~ scan -T 3 198.18.0.1
nmap -T4 -F 198.18.0.1
  ~ scan -F -T 4 198.18.0.1
nmap -T5 -p- 198.18.0.1
  ~ scan -T5 -p- 198.18.0.1
nmap -T aggressive 198.18.0.1
  ~ scan -T 4 198.18.0.1
nmap --min-rate 1000 -p- 198.18.0.1
  ~ scan -p- 198.18.0.1
nmap -p- --min-rate=10000 -T4 198.18.0.1
  ~ scan -p- -T4 198.18.0.1
nmap --max-rate 100 198.18.0.1
  = scan --rate 100 198.18.0.1
nmap --max-retries 2 198.18.0.1
  = scan --max-retries 2 198.18.0.1
nmap --host-timeout 30m 198.18.0.0/24
  ~ scan 198.18.0.0/24
nmap --scan-delay 1s 198.18.0.1
  ~ scan --rate 1 198.18.0.1
nmap --scan-delay 20ms --max-scan-delay 100ms 198.18.0.1
  ~ scan --rate 50 198.18.0.1
nmap --min-hostgroup 64 --max-hostgroup 256 198.18.0.0/16
  ~ scan 198.18.0.0/16
nmap --min-parallelism 10 --max-parallelism 100 198.18.0.1
  ~ scan 198.18.0.1
nmap --initial-rtt-timeout 100ms --max-rtt-timeout 300ms --min-rtt-timeout 50ms 198.18.0.1
  ~ scan 198.18.0.1
nmap --defeat-rst-ratelimit 198.18.0.1
  = scan 198.18.0.1
nmap -sU --defeat-icmp-ratelimit 198.18.0.1
  ~ scan --probe udp 198.18.0.1
nmap --nsock-engine epoll 198.18.0.1
  ~ scan 198.18.0.1
nmap -sA 198.18.0.1
  ! -sA
nmap -sN -p 22 198.18.0.1
  ! -sN
nmap -sF 198.18.0.1
  ! -sF
nmap -sX 198.18.0.1
  ! -sX
nmap -sW 198.18.0.1
  ! -sW
nmap -sM 198.18.0.1
  ! -sM
nmap -sO 198.18.0.1
  ! -sO
nmap -sY -p 80 198.18.0.1
  ! -sY
nmap -sI zombie.example 198.18.0.1
  ! -sI
nmap --scanflags URGACKPSHRSTSYNFIN 198.18.0.1
  ! --scanflags
nmap -b ftp.example 198.18.0.1
  ! -b
nmap -f 198.18.0.1
  ! -f
nmap --mtu 24 198.18.0.1
  ! --mtu
nmap -D RND:10 198.18.0.1
  ! -D
nmap -D 198.18.0.9,ME 198.18.0.1
  ! -D
nmap -S 198.18.0.5 -e eth0 -Pn 198.18.0.1
  = scan -S 198.18.0.5 -e eth0 -Pn 198.18.0.1
nmap -e eth1 198.18.0.0/24
  = scan --interface eth1 198.18.0.0/24
nmap -g 53 198.18.0.1
  = scan --source-port 53 198.18.0.1
nmap --source-port 88 -sS 198.18.0.1
  = scan --source-port 88 --probe syn --engine raw 198.18.0.1
nmap --ttl 32 198.18.0.1
  = scan --ttl 32 198.18.0.1
nmap --proxies socks4://proxy.example:1080 198.18.0.1
  ! --proxies
nmap --data-length 25 198.18.0.1
  ! --data-length
nmap --ip-options "L 198.18.0.9" 198.18.0.1
  ! --ip-options
nmap --spoof-mac 0 198.18.0.1
  ! --spoof-mac
nmap --badsum 198.18.0.1
  ! --badsum
nmap --randomize-hosts 198.18.0.0/24
  = scan 198.18.0.0/24
nmap -f -D RND:5 --script vuln -T2 198.18.0.1
  ! -f -D --script
nmap -oN scan.txt 198.18.0.1
  = scan -o normal=scan.txt 198.18.0.1
nmap -oX scan.xml 198.18.0.1
  = scan -o xml=scan.xml 198.18.0.1
nmap -oX - 198.18.0.1
  = scan -o xml 198.18.0.1
nmap -oG - 198.18.0.0/24
  = scan -o grepable 198.18.0.0/24
nmap -oG scan.gnmap -p 80 198.18.0.0/24
  = scan -o grepable=scan.gnmap -p 80 198.18.0.0/24
nmap -oA scan 198.18.0.1
  = scan -o all=scan 198.18.0.1
nmap -oS out.txt 198.18.0.1
  ! -oS
nmap -oN scan.txt --append-output 198.18.0.1
  = scan -o normal=scan.txt --append-output 198.18.0.1
nmap -oX scan.xml --stylesheet nmap.xsl 198.18.0.1
  ! --stylesheet
nmap -oX scan.xml --no-stylesheet 198.18.0.1
  = scan -o xml=scan.xml 198.18.0.1
nmap -v 198.18.0.1
  = scan --verbose 198.18.0.1
nmap -vv -n 198.18.0.1
  = scan -v -n 198.18.0.1
nmap -d 198.18.0.1
  = scan -v 198.18.0.1
nmap -d2 198.18.0.1
  = scan -v 198.18.0.1
nmap --reason 198.18.0.1
  = scan -v 198.18.0.1
nmap --open -p 22 198.18.0.0/24
  = scan --open -p 22 198.18.0.0/24
nmap --packet-trace 198.18.0.1
  ! --packet-trace
nmap --stats-every 10s 198.18.0.1
  ~ scan 198.18.0.1
nmap --resume scan.nmap
  ! --resume
nmap --noninteractive 198.18.0.1
  ~ scan 198.18.0.1
nmap -6 2001:db8::1
  ! -6
nmap --send-eth 198.18.0.1
  ~ scan 198.18.0.1
nmap --privileged 198.18.0.1
  = scan --engine raw 198.18.0.1
nmap --unprivileged 198.18.0.1
  = scan --engine connect 198.18.0.1
nmap --datadir /usr/share/nmap 198.18.0.1
  ~ scan 198.18.0.1
nmap -iR 100
  ! -iR
nmap --traceroute 198.18.0.1
  = scan --traceroute 198.18.0.1
nmap -sn --traceroute host.example
  = scan --probe discover --traceroute host.example
nmap -n 198.18.0.0/24
  = scan -n 198.18.0.0/24
nmap -R 198.18.0.0/24
  = scan 198.18.0.0/24
nmap --dns-servers 192.0.2.53,192.0.2.54 198.18.0.0/24
  = scan --dns-servers 192.0.2.53,192.0.2.54 198.18.0.0/24
nmap --system-dns 198.18.0.0/24
  = scan 198.18.0.0/24
nmap --resolve-all host.example
  = scan host.example
nmap -sS -p- -T4 --open -Pn -n -oA full 198.18.0.1
  ~ scan --probe syn --engine raw -p- -T4 --open -Pn -n -o all=full 198.18.0.1
nmap -sS -sV -O -p1-65535 -T4 -v 198.18.0.1
  ~ scan --probe syn --engine raw -p1-65535 -T4 -v 198.18.0.1
nmap -Pn -sS -A -T4 -p 21,22,80 -oX out.xml --stats-every 5s 198.18.0.1
  ~ scan -Pn --probe syn --engine raw -T4 -p 21,22,80 -o xml=out.xml 198.18.0.1
nmap -sC -sV -oN nmap/initial 198.18.0.1
  ~ scan -o normal=nmap/initial 198.18.0.1
nmap -p- --min-rate 5000 -Pn -oG allPorts -n -vvv 198.18.0.1
  ~ scan -p - -Pn -o grepable=allPorts -n -v 198.18.0.1
nmap -sCV -p22,80 198.18.0.1 -oN targeted
  ~ scan -p 22,80 -o normal=targeted 198.18.0.1
nmap -sn 198.18.0.0/24 -oA tnet
  = scan --probe discover -o all=tnet 198.18.0.0/24
nmap -iL targets.txt -p 445 --open -oG -
  = scan --targets-file targets.txt -p 445 --open -o grepable=-
nmap --top-ports=1000 --open -sV 198.18.0.1
  = scan --top-ports 1000 --open 198.18.0.1
nmap -p T:80,U:53 -sT -sU 198.18.0.1
  = scan -p T:80,U:53 --probe syn,udp --engine connect 198.18.0.1
nmap -n -sP -PI 198.18.0.0/24
  = scan -n --probe discover --discover-by echo 198.18.0.0/24
nmap -sn -PT80 198.18.0.0/24
  = scan --probe discover --discover-by ack:80 198.18.0.0/24
nmap -p 80 198.18.0.1,11
  = scan -p 80 198.18.0.1,11
nmap 198.18.0.1 -p 1-65535 -T5 --min-rtt-timeout 100ms --max-retries=1 -sS --defeat-rst-ratelimit
  ~ scan -p - -T 5 --max-retries 1 --probe syn --engine raw 198.18.0.1
nmap -Pn -p445 --script smb-vuln-ms17-010 198.18.0.1
  ! --script
nmap -V
  ! -V

# masscan
masscan 198.18.0.0/16 -p80
  = scan -p 80 198.18.0.0/16
masscan -p80,8000-8100 198.18.0.0/16
  = scan -p 80,8000-8100 198.18.0.0/16
masscan 198.18.0.0/16 -p0-65535 --rate 10000
  = scan -p 0-65535 --rate 10000 198.18.0.0/16
masscan 198.18.0.0/16 -p443 --rate 10kpps
  = scan -p 443 --rate 10000 198.18.0.0/16
masscan -p80 198.18.0.0/16 --rate=100000
  = scan -p 80 --rate 100k 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --max-rate 1.5M
  = scan -p 80 --rate 1500000 198.18.0.0/16
masscan 198.18.0.0/16 --top-ports 100
  = scan --top-ports 100 198.18.0.0/16
masscan -pU:53,161 198.18.0.0/16
  = scan --probe udp -p U:53,161 198.18.0.0/16
masscan 198.18.0.0/16 -p22 --banners
  ~ scan -p 22 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --banners --source-ip 198.18.0.200
  ~ scan -p 80 -S 198.18.0.200 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --source-port 61000
  = scan -p 80 -g 61000 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --adapter-ip 198.18.0.200 --adapter-port 61000
  = scan -p 80 -S 198.18.0.200 -g 61000 198.18.0.0/16
masscan 198.18.0.0/16 -p80 -e eth0 --router-mac 02-00-00-00-00-01
  ~ scan -p 80 -e eth0 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --adapter eth0
  = scan -p 80 -e eth0 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --adapter-mac 02-00-00-00-00-01
  ! --adapter-mac
masscan 198.18.0.0/16 -p80 --wait 10
  ~ scan -p 80 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --retries 3
  = scan -p 80 --max-retries 3 198.18.0.0/16
masscan --ping 198.18.0.0/16
  ~ scan --probe discover --discover-by echo 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --ping
  ~ scan -p 80 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --excludefile exclude.txt
  = scan -p 80 --exclude-file exclude.txt 198.18.0.0/16
masscan --includefile targets.txt -p80
  = scan --targets-file targets.txt -p 80
masscan --range 198.18.0.0/16 --ports 80
  = scan -p 80 198.18.0.0/16
masscan 198.18.0.0/16 -p80 -oL out.txt
  = scan -p 80 -o masscan-list=out.txt 198.18.0.0/16
masscan 198.18.0.0/16 -p80 -oJ out.json
  = scan -p 80 -o masscan-json=out.json 198.18.0.0/16
masscan 198.18.0.0/16 -p80 -oX out.xml
  = scan -p 80 -o xml=out.xml 198.18.0.0/16
masscan 198.18.0.0/16 -p80 -oD out.ndjson
  = scan -p 80 -o masscan-ndjson=out.ndjson 198.18.0.0/16
masscan 198.18.0.0/16 -p80 -oB out.bin
  ! -oB
masscan --readscan out.bin -oX out.xml
  ! --readscan
masscan 198.18.0.0/16 -p80 --output-format json --output-filename out.json
  ! --output-filename
masscan -c masscan.conf
  ! -c
masscan --resume paused.conf
  ! --resume
masscan 198.18.0.0/16 -p80 --echo
  ! --echo
masscan 198.18.0.0/16 -p80 --shard 1/2 --seed 123
  = scan -p 80 --shard 1/2 --seed 123 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --offline
  = scan -p 80 --dry-run 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --open --ttl 64
  = scan -p 80 --open --ttl 64 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --pcap seen.pcap
  = scan -p 80 --pcap seen.pcap 198.18.0.0/16
masscan 198.18.0.0/16 -p443 --heartbleed
  ! --heartbleed
masscan 198.18.0.0/16 -p80 --http-user-agent x --capture html
  ~ scan -p 80 198.18.0.0/16
masscan 198.18.0.0/16 -p80 --infinite
  ! --infinite
masscan 198.18.0.0/16 -p80 --connection-timeout 30 --pfring
  ~ scan -p 80 198.18.0.0/16
masscan -p22,80 198.18.0.0/24 --rate 1000 -oG out.gnmap
  = scan -p 22,80 --rate 1000 -o grepable=out.gnmap 198.18.0.0/24
masscan -iL ips.txt -p0-65535 --rate=10000 -oJ masscan.json
  = scan --targets-file ips.txt -p 0-65535 --rate 10000 -o masscan-json=masscan.json
masscan -p1-65535,U:1-100 198.18.0.1 --rate=1000 -e eth1
  = scan -p 1-65535,U:1-100 --rate 1000 -e eth1 198.18.0.1
masscan 198.18.0.1 -p80 --banners --hello http
  ~ scan -p 80 198.18.0.1
masscan --nmap
  ! --nmap

# naabu
naabu -host host.example
  = scan host.example
naabu -host 198.18.0.1,198.18.0.2
  = scan 198.18.0.1 198.18.0.2
naabu -l hosts.txt
  = scan --targets-file hosts.txt
naabu -list hosts.txt -p 80,443
  = scan --targets-file hosts.txt -p 80,443
naabu -p - -host host.example
  = scan -p - host.example
naabu -p 80,443,21-23 -host host.example
  = scan -p 80,443,21-23 host.example
naabu -host host.example -top-ports 100
  = scan --top-ports 100 host.example
naabu -host host.example -tp full
  = scan -p - host.example
naabu -host host.example -exclude-ports 80,443
  = scan --exclude-ports 80,443 host.example
naabu -host 198.18.0.0/24 -exclude-hosts 198.18.0.1
  = scan --exclude 198.18.0.1 198.18.0.0/24
naabu -host host.example -json
  = scan --json host.example
naabu -host host.example -silent
  = scan --quiet host.example
naabu -host host.example -silent -json -o out.json
  = scan --quiet --json -o json=out.json host.example
naabu -host host.example -o out.txt
  = scan -o list=out.txt host.example
naabu -host host.example -csv
  = scan -o csv host.example
naabu -host host.example -rate 500
  = scan --rate 500 host.example
naabu -host host.example -rate 1000 -c 50
  ~ scan --rate 1000 host.example
naabu -host host.example -retries 1 -timeout 500
  ~ scan --max-retries 1 host.example
naabu -host host.example -s c
  = scan --probe syn --engine connect host.example
naabu -host host.example -scan-type s
  = scan --probe syn --engine raw host.example
naabu -host host.example -ec
  ! -ec
naabu -host host.example -exclude-cdn
  ! -exclude-cdn
naabu -host host.example -nmap-cli "nmap -sV"
  ! -nmap-cli
naabu -host host.example -passive
  ! -passive
naabu -host host.example -sa
  ~ scan host.example
naabu -host host.example -iv 4
  ~ scan host.example
naabu -host host.example -verify
  = scan host.example
naabu -host 198.18.0.0/24 -sn
  = scan --probe discover 198.18.0.0/24
naabu -host host.example -r 192.0.2.53
  = scan --dns-servers 192.0.2.53 host.example
naabu -host host.example -interface eth0 -source-ip 198.18.0.5
  = scan -e eth0 -S 198.18.0.5 host.example
naabu -host host.example -proxy 127.0.0.1:1080
  ! -proxy
naabu -host host.example -duc -nc -v
  ~ scan --no-color -v host.example
naabu -l ips.txt -p - -rate 5000 -o naabu.txt -silent
  = scan --targets-file ips.txt -p - --rate 5000 -o list=naabu.txt -q
naabu -hL ips.txt -p 80
  = scan --targets-file ips.txt -p 80
naabu -host 198.18.0.1 -port 22,80 -json -o naabu.json
  = scan -p 22,80 --json -o json=naabu.json 198.18.0.1
naabu -host host.example -display-cdn
  ! -display-cdn

# RustScan
rustscan -a 198.18.0.1
  = scan 198.18.0.1
rustscan -a host.example,198.18.0.1
  = scan host.example 198.18.0.1
rustscan -a 198.18.0.0/24 -p 22,80
  = scan -p 22,80 198.18.0.0/24
rustscan -a 198.18.0.1 -r 1-1000
  = scan -p 1-1000 198.18.0.1
rustscan -a 198.18.0.1 --range 1-65535
  = scan -p 1-65535 198.18.0.1
rustscan -a 198.18.0.1 -b 500
  ~ scan 198.18.0.1
rustscan -a 198.18.0.1 --ulimit 5000 -b 4500 -t 2000
  ~ scan 198.18.0.1
rustscan -a 198.18.0.1 -- -sV
  = scan 198.18.0.1
rustscan -a 198.18.0.1 --ulimit 5000 -- -A -sC
  ~ scan 198.18.0.1
rustscan -a 198.18.0.1 -- --script vuln
  ! --script
rustscan -g -a 198.18.0.1
  ~ scan -o list 198.18.0.1
rustscan -a 198.18.0.1 --greppable
  ~ scan -o list 198.18.0.1
rustscan -a 198.18.0.1 --top
  = scan --top-ports 1000 198.18.0.1
rustscan -a 198.18.0.1 --udp
  ~ scan --probe udp 198.18.0.1
rustscan -a 198.18.0.1 --scan-order random
  ~ scan 198.18.0.1
rustscan -a 198.18.0.1 --scripts none
  = scan --no-services 198.18.0.1
rustscan -a 198.18.0.1 --scripts custom
  ! --scripts
rustscan -a 198.18.0.0/24 -x 198.18.0.1
  = scan --exclude 198.18.0.1 198.18.0.0/24
rustscan -a lists/hosts.txt
  = scan --targets-file lists/hosts.txt
rustscan -q -a 198.18.0.1 --tries 2
  ~ scan -q 198.18.0.1
rustscan -a 198.18.0.1 -u 5000 -- -sC -sV -oN out.txt
  ~ scan -o normal=out.txt 198.18.0.1
rustscan --addresses 198.18.0.1 --ports 22,80 --timeout 3000
  ~ scan -p 22,80 198.18.0.1
rustscan -a ips.txt --no-config --no-banner -g
  ~ scan --targets-file ips.txt -o list
rustscan -a 198.18.0.1 -e 22,80 -r 1-4000
  ~ scan --exclude-ports 22,80 -p 1-4000 198.18.0.1

# zmap
zmap -p 80 198.18.0.0/16
  = scan -p 80 198.18.0.0/16
zmap -p 443 -o results.csv 198.18.0.0/16
  = scan -p 443 -o csv=results.csv 198.18.0.0/16
zmap -p 80 -r 10000 198.18.0.0/16
  ~ scan -p 80 --rate 10000 198.18.0.0/16
zmap -p 80 --rate=128 198.18.0.0/16
  = scan -p 80 --rate 128 198.18.0.0/16
zmap -B 10M -p 80 198.18.0.0/16
  ~ scan --rate 14880 -p 80 198.18.0.0/16
zmap --bandwidth=1G -p 80 198.18.0.0/16
  ~ scan --rate 1488095 -p 80 198.18.0.0/16
zmap -p 80 -f "saddr,sport" 198.18.0.0/16
  ! -f
zmap -p 80 --output-fields=saddr,daddr 198.18.0.0/16
  ! --output-fields
zmap -p 80 -n 10000
  ! -n
zmap -p 80 -N 100 198.18.0.0/16
  ! -N
zmap -M icmp_echoscan 198.18.0.0/16
  = scan --probe icmp 198.18.0.0/16
zmap -M udp -p 53 198.18.0.0/16
  = scan --probe udp -p 53 198.18.0.0/16
zmap -M tcp_synscan -p 80 198.18.0.0/16
  = scan --probe syn -p 80 198.18.0.0/16
zmap -p 80 -w allowed.txt
  = scan -p 80 --targets-file allowed.txt
zmap -p 80 -b blocklist.conf 198.18.0.0/16
  = scan -p 80 --exclude-file blocklist.conf 198.18.0.0/16
zmap -p 80 --blacklist-file=/etc/zmap/blacklist.conf 198.18.0.0/16
  = scan -p 80 --exclude-file /etc/zmap/blacklist.conf 198.18.0.0/16
zmap -p 80 -s 50000 -S 198.18.0.5 198.18.0.0/16
  = scan -p 80 -g 50000 -S 198.18.0.5 198.18.0.0/16
zmap -p 80 -G 02:00:00:00:00:01 -i eth0 198.18.0.0/16
  ~ scan -p 80 -e eth0 198.18.0.0/16
zmap -p 80 -O json 198.18.0.0/16
  = scan -p 80 --json 198.18.0.0/16
zmap -p 80 --seed 42 --dryrun 198.18.0.0/24
  = scan -p 80 --seed 42 --dry-run 198.18.0.0/24
zmap -p 80 -P 2 --cooldown-time=8 198.18.0.0/16
  ~ scan -p 80 198.18.0.0/16
zmap -p 80 --probe-args=text:x 198.18.0.0/16
  ! --probe-args
zmap -p 80 -v 3 198.18.0.0/16
  = scan -p 80 -v 198.18.0.0/16
zmap --target-port=443 198.18.0.0/24 --output-file=z.csv
  = scan -p 443 -o csv=z.csv 198.18.0.0/24
zmap --probe-module=icmp_echoscan -i eth1 198.18.0.0/24
  = scan --probe icmp -e eth1 198.18.0.0/24
zmap -p 443 --max-targets=100 --output-module=csv 198.18.0.0/24
  ! --max-targets --output-module

# ping
ping host.example
  = ping host.example
ping -c 3 host.example
  = ping -c 3 host.example
ping -c 10 -i 0.2 host.example
  = ping -c 10 -i 200ms host.example
ping -i 10 host.example
  ~ ping -i 10s host.example
ping -c 1 -W 1 host.example
  = ping -c 1 --timeout 1s host.example
ping -w 10 host.example
  ! -w
ping -I eth0 host.example
  = ping -e eth0 host.example
ping -I 198.18.0.5 host.example
  = ping -S 198.18.0.5 host.example
ping -s 1400 host.example
  = ping --payload-size 1400 host.example
ping -M do -s 1472 host.example
  = ping --df --payload-size 1472 host.example
ping -t 5 host.example
  ~ ping --ttl 5 host.example
ping -n -q -c 5 host.example
  ~ ping -q -c 5 host.example
ping -4 host.example
  = ping -4 host.example
ping -6 host.example
  ! -6
ping -f host.example
  ! -f
ping -Q 0xb8 host.example
  = ping --tos 0xb8 host.example
ping -D host.example
  ~ ping host.example
ping -O host.example
  = ping host.example
ping -b 198.18.0.255
  ! -b
ping -R host.example
  ! -R
ping -c2 -i0.3 -q host.example
  = ping -c 2 -i 0.3 -q host.example
ping -c 1 -W 0.5 -n host.example
  ~ ping -c 1 --timeout 0.5 host.example
ping -l 3 -c 3 host.example
  ~ ping -c 3 host.example
ping -T tsonly host.example
  ! -T

# fping
fping host.example
  = ping host.example
fping -c 5 -q host.example
  = ping -c 5 -q host.example
fping -C 5 host.example
  = ping -c 5 host.example
fping -l host.example
  = ping -c 0 host.example
fping -a -g 198.18.0.0/24
  ! -a
fping -g 198.18.0.0/28
  = ping 198.18.0.0/28
fping -g 198.18.0.1 198.18.0.20
  ! -g
fping -f hosts.txt
  = ping --targets-file hosts.txt
fping -u -f hosts.txt
  ~ ping --targets-file hosts.txt
fping -t 500 host.example
  ~ ping --timeout 500ms host.example
fping -b 1000 host.example
  = ping --payload-size 1000 host.example
fping -H 32 host.example
  = ping --ttl 32 host.example
fping -m host.example
  = ping --all-addresses host.example
fping -r 1 host.example
  ~ ping host.example
fping -S 198.18.0.5 -I eth0 host.example
  = ping -S 198.18.0.5 -e eth0 host.example
fping --period 200 -c 3 host.example
  = ping -i 200ms -c 3 host.example
fping -aqg 198.18.0.0/24
  ! -a
fping -g -C 2 198.18.0.0/30
  = ping -c 2 198.18.0.0/30
fping -c 2 -o host.example
  ~ ping -c 2 host.example
fping -B 1.5 -c 1 host.example
  ~ ping -c 1 host.example
fping -g 198.18.0.10 198.18.0.12 -a -q -r 0
  ! -g -a

# hping3
hping3 -S -p 80 host.example
  ~ ping --flags S -p 80 host.example
hping3 -S -c 3 -p 443 host.example
  ~ ping --flags S -c 3 -p 443 host.example
hping3 -1 host.example
  = ping --icmp host.example
hping3 --icmp -c 4 host.example
  = ping --icmp -c 4 host.example
hping3 -2 -p 53 host.example
  = ping --udp -p 53 host.example
hping3 --udp -p 161 host.example
  = ping --udp -p 161 host.example
hping3 -S -A -p 80 host.example
  ~ ping --flags SA -p 80 host.example
hping3 -F -P -U -p 80 host.example
  = ping --flags FPU -p 80 host.example
hping3 -i u1000 -S -p 80 host.example
  ~ ping -i 1ms --flags S -p 80 host.example
hping3 --fast -S -p 80 host.example
  ~ ping -i 100ms --flags S -p 80 host.example
hping3 --flood -S -p 80 host.example
  ! --flood
hping3 --scan 1-100 -S host.example
  ~ ping -p 1-100 -c 1 --flags S host.example
hping3 -8 20-30 host.example
  ~ ping -p 20-30 -c 1 host.example
hping3 -S --rand-source -p 80 host.example
  ! --rand-source
hping3 -a 198.18.0.9 -S -p 80 host.example
  ! -a
hping3 -S -p 80 -d 120 host.example
  ~ ping --flags S -p 80 --payload-size 120 host.example
hping3 -S -p 80 -y host.example
  ~ ping --flags S -p 80 --df host.example
hping3 --traceroute -S -p 80 host.example
  ! --traceroute
hping3 -S -p 80 --tcp-timestamp host.example
  ~ ping --flags S -p 80 host.example
hping3 -V -S -p 80 host.example -c 2
  ~ ping -v --flags S -p 80 -c 2 host.example
hping3 -Q -p 139 -S host.example
  ! -Q
hping3 --syn --destport 80 --count 2 --interval u10000 host.example
  = ping --flags S -p 80 -c 2 -i 10ms host.example
hping3 -S -P -U --flood -V --rand-source host.example
  ! --flood --rand-source
hping3 -9 HTTP
  ! -9

# nping
nping host.example
  = ping host.example
nping --tcp -p 80 host.example
  = ping -p 80 host.example
nping --tcp -p 80 --flags syn,ack host.example
  = ping -p 80 --flags SA host.example
nping --tcp-connect -p 80 -c 5 host.example
  = ping --connect -p 80 -c 5 host.example
nping --icmp -c 3 host.example
  = ping --icmp -c 3 host.example
nping --udp -p 53 --data-length 32 host.example
  = ping --udp -p 53 --payload-size 32 host.example
nping --udp -p 53 --data-string hello host.example
  = ping --udp -p 53 --data hello host.example
nping --arp 198.18.0.1
  = ping --arp 198.18.0.1
nping --tcp -p 80 --delay 200ms --rate 5 host.example
  = ping -p 80 -i 200ms --rate 5 host.example
nping --tcp -p 80 --ttl 10 --df host.example
  = ping -p 80 --ttl 10 --df host.example
nping --tcp -g 1234 -p 80 host.example
  ! -g
nping --tr --icmp host.example
  ! --tr
nping --echo-client secret host.example
  ! --echo-client
nping -S 198.18.0.5 -e eth0 --icmp host.example
  = ping -S 198.18.0.5 -e eth0 --icmp host.example
`;
