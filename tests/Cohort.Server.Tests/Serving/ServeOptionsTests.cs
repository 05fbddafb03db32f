using System.Net;
using System.Net.Sockets;
using Cohort.Server.Serving;

namespace Cohort.Server.Tests.Serving;

public class ServeOptionsTests
{
    private static readonly ServeOptions s_local = new()
    {
        Node = new NodeOptions { Cluster = "c", Listen = "127.0.0.1:0" },
        RespPort = 0,
        HttpPort = 0,
    };

    [Fact]
    public void What_is_reached_from_this_machine_alone_needs_nothing() =>
        Assert.Empty(ServeOptionsCheck.Check(s_local));

    [Fact]
    public void What_others_can_reach_needs_a_password_and_TLS_or_the_word_that_it_does_not()
    {
        ServeOptions open = s_local with { Bind = "0.0.0.0" };
        Assert.Contains("no Password", Assert.Single(ServeOptionsCheck.Check(open)), StringComparison.Ordinal);
        Assert.Contains(
            "no Certificate",
            Assert.Single(ServeOptionsCheck.Check(open with { Password = "secret" })),
            StringComparison.Ordinal
        );
        Assert.Empty(ServeOptionsCheck.Check(open with { Insecure = true }));
        ServeOptions openNode = s_local with { Node = s_local.Node with { Listen = "10.0.0.1:7101" } };
        Assert.Contains(
            "Listen is 10.0.0.1:7101",
            Assert.Single(ServeOptionsCheck.Check(openNode)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        IReadOnlyList<string> problems = ServeOptionsCheck.Check(
            s_local with
            {
                RespPort = 70_000,
                HttpPort = -1,
                Bind = "nowhere",
                MaxClients = 0,
                Password = "",
                CertificateKey = "missing.pem",
            }
        );
        foreach (
            string named in (string[])
                [
                    "RespPort is 70000",
                    "HttpPort is -1",
                    "Bind is 'nowhere'",
                    "MaxClients",
                    "Password is empty",
                    "'missing.pem'",
                ]
        )
            Assert.Contains(problems, problem => problem.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var server = ServerHost.Build(s_local with { RespPort = port });
        var failure = await Assert.ThrowsAnyAsync<IOException>(() => server.StartAsync());
        Assert.Contains(
            port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            failure.Message,
            StringComparison.Ordinal
        );
    }
}
