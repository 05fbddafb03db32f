using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cohort.Server.Connections;
using Cohort.Server.Http;
using Cohort.Server.Observing;
using Cohort.Server.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cohort.Server.Serving;

/// <summary>A server: a node, its replica of what clients have stored, and the ports that clients come to.</summary>
internal static class ServerHost
{
    /// <summary>The name of the group that keeps what clients have stored.</summary>
    public const string GroupName = "keys";

    /// <summary>The label of a node that says where it serves HTTP.</summary>
    public const string HttpLabel = "http";

    /// <summary>The label of a node that says where Redis clients come to.</summary>
    public const string RespLabel = "resp";

    /// <summary>Makes a server that has not started.</summary>
    /// <param name="options">What is set.</param>
    /// <param name="configure">Says more of the host, for example where its log goes.</param>
    /// <exception cref="ServeOptionsException">Something in the settings is wrong; the message has all of it.</exception>
    public static WebApplication Build(ServeOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        IReadOnlyList<string> problems = ServeOptionsCheck.Check(options);
        if (problems.Count > 0)
            throw new ServeOptionsException(problems);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        configure?.Invoke(builder);
        AddNode(builder.Services, options);
        AddConnections(builder.Services, options);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        WebApplication server = builder.Build();
        server.MapServer();
        return server;
    }

    /// <summary>The addresses that clients come to, with the real ports: first that for HTTP, then that for RESP, each where it is served.</summary>
    public static IReadOnlyList<Uri> AddressesOf(WebApplication server)
    {
        ServeOptions options = server.Services.GetRequiredService<ServeOptions>();
        Uri[] bound =
        [
            .. server
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Select(address => new Uri(address)),
        ];
        if (options.RespPort is null)
            return bound;
        // Kestrel names them all as if they were HTTP, in the order in which they were asked for.
        string scheme = options.Certificate is null ? "redis" : "rediss";
        return [.. bound[..^1], new UriBuilder(bound[^1]) { Scheme = scheme }.Uri];
    }

    private static void AddNode(IServiceCollection services, ServeOptions options)
    {
        var views = new ViewLog(TimeProvider.System);
        services.AddSingleton(views);
        services
            .AddCohort(node =>
            {
                (node.Cluster, node.Name) = (options.Node.Cluster, options.Node.Name);
                (node.Listen, node.Advertise) = (options.Node.Listen, options.Node.Advertise);
                node.Seeds = [.. options.Node.Seeds];
                node.Labels = LabelsOf(options);
                node.DataFolder = options.Node.DataFolder;
                node.SuspicionTime = options.Node.SuspicionTime;
                node.HeartbeatInterval = options.Node.HeartbeatInterval;
                node.ChangeTimeout = options.Node.ChangeTimeout;
            })
            .Replicate<DataStore>(
                GroupName,
                group =>
                {
                    group.Durability = options.Node.DataFolder is null ? Durability.None : Durability.Log;
                    group.CompareEvery = options.CompareEvery;
                    group.OnView = change => views.Add(GroupName, change);
                }
            );
    }

    // By these the other nodes, and who asks one of them, find where clients come to.
    private static Dictionary<string, string> LabelsOf(ServeOptions options)
    {
        var labels = new Dictionary<string, string>(options.Node.Labels);
        string scheme = options.Certificate is null ? "http" : "https";
        if (options.HttpPort is > 0)
            labels.TryAdd(
                HttpLabel,
                $"{scheme}://{new IPEndPoint(IPAddress.Parse(options.Bind), options.HttpPort.Value)}"
            );
        if (options.RespPort is > 0)
            labels.TryAdd(RespLabel, new IPEndPoint(IPAddress.Parse(options.Bind), options.RespPort.Value).ToString());
        return labels;
    }

    private static void AddConnections(IServiceCollection services, ServeOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<StoreAccess>();
        services.AddSingleton(
            new RespOptions
            {
                Port = options.RespPort ?? 0,
                Password = options.Password,
                MaxClients = options.MaxClients,
                IsDurable = options.Node.DataFolder is not null,
            }
        );
        services.AddSingleton<RespServer>();
        services.AddHealthChecks().AddCohort();
        services.AddProblemDetails();
        services.AddSingleton<HttpAuthentication>();
        services.AddOpenApi(openApi =>
            openApi.AddDocumentTransformer(
                static (document, _, _) =>
                {
                    document.Info.Title = "Cohort";
                    document.Info.Description = "Data that all nodes of a cluster keep alike.";
                    return Task.CompletedTask;
                }
            )
        );
        services.AddHostedService<HappeningsPump>();
        services.AddHostedService<Timekeeper>();
    }

    private static void Listen(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = new RespOptions().MaxCommandBytes;
        IPAddress address = IPAddress.Parse(options.Bind);
        if (options.HttpPort is { } http)
            kestrel.Listen(address, http, listen => Secure(listen, options));
        if (options.RespPort is { } resp)
            kestrel.Listen(
                address,
                resp,
                listen =>
                {
                    Secure(listen, options);
                    listen.UseConnectionHandler<RespEndpoint>();
                }
            );
    }

    private static void Secure(ListenOptions listen, ServeOptions options)
    {
        if (options.Certificate is not { } certificate)
            return;
        try
        {
            listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate, options.CertificateKey));
        }
        catch (CryptographicException e)
        {
            throw new ServeOptionsException([
                $"'{certificate}' has no certificate with its key that can be used: {e.Message} Give PEM files.",
            ]);
        }
    }
}
