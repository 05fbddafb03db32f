namespace Cohort.Compare.Corosync;

/// <summary>The configuration that all daemons share.</summary>
internal static class CorosyncConfiguration
{
    /// <summary>
    /// Writes it. Nothing is encrypted or signed, and the daemons have the priority of any process: so has Cohort. The
    /// rest is as Corosync has it by itself; that loopback takes packets of 64 KiB it finds out.
    /// </summary>
    /// <param name="names">The nodes, which have the addresses 127.0.0.1, 127.0.0.2 and so on.</param>
    /// <param name="port">The UDP port, the same at all addresses.</param>
    public static string Of(IReadOnlyList<string> names, int port) =>
        $$"""
            totem {
              version: 2
              cluster_name: cohort-compare
              transport: knet
              crypto_cipher: none
              crypto_hash: none
              interface {
                linknumber: 0
                mcastport: {{port}}
              }
            }
            nodelist {
            {{string.Join('\n', names.Select(Node))}}
            }
            system {
              sched_rr: no
              priority: 0
              move_to_root_cgroup: no
            }
            logging {
              to_stderr: yes
              to_syslog: no
            }

            """;

    private static string Node(string name, int index) =>
        $$"""
              node {
                name: {{name}}
                nodeid: {{index + 1}}
                ring0_addr: 127.0.0.{{index + 1}}
              }
            """;
}
