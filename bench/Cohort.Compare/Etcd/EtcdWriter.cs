using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Cohort.Compare.Writes;

namespace Cohort.Compare.Etcd;

/// <summary>One connection to a member, over which puts go as calls of gRPC, which is HTTP/2.</summary>
internal sealed class EtcdWriter(int port) : IWriter
{
    private const int Prefix = 5;
    private const byte KeyField = 1 << 3 | 2;
    private const byte ValueField = 2 << 3 | 2;
    private static readonly MediaTypeHeaderValue s_grpc = new("application/grpc");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri _put = new($"http://127.0.0.1:{port}/etcdserverpb.KV/Put");

    public async ValueTask WriteAsync(int key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _put)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(PutRequest(key, value.Span)) { Headers = { ContentType = s_grpc } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            // The trailers come after the body.
            await response.Content.CopyToAsync(Stream.Null, cancellationToken);
            if (Header(response, "grpc-status") is not "0" and var status)
                throw new PeerFailedException($"etcd answered {status}: {Header(response, "grpc-message")}");
        }
        catch (HttpRequestException error)
        {
            throw new PeerFailedException($"etcd: {error.Message}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    // Where there is nothing else to say, what would be trailers stands at the head.
    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values)
        || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;

    // Not compressed, its length, and two fields of bytes.
    private static byte[] PutRequest(int key, ReadOnlySpan<byte> value)
    {
        byte[] name = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"key:{key}"));
        using var message = new MemoryStream();
        message.Write(stackalloc byte[Prefix]);
        WriteField(message, KeyField, name);
        WriteField(message, ValueField, value);
        byte[] bytes = message.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - Prefix);
        return bytes;
    }

    private static void WriteField(MemoryStream message, byte field, ReadOnlySpan<byte> bytes)
    {
        message.WriteByte(field);
        int length = bytes.Length;
        for (; length >= 0x80; length >>= 7)
            message.WriteByte((byte)(length | 0x80));
        message.WriteByte((byte)length);
        message.Write(bytes);
    }
}
