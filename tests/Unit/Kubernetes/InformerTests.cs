using System.Buffers;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Work;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Eso.Unit.Kubernetes;

public sealed class InformerTests
{
    [Fact]
    public async Task Lists_then_follows_the_watch_and_lists_anew_when_its_version_has_expired()
    {
        using var clock = ManualClock.New();
        var server = new ScriptedServer();
        using var client = Client(server, clock);
        var seen = Channel.CreateUnbounded<string>();
        await using var informers = Informers(client, clock);
        var informer = informers.Get(CoreTypes.ConfigMap, new InformerOptions { Backoff = TimeSpan.Zero })
            .AddHandler(c => seen.Writer.TryWrite($"{(c.New is null ? "-" : "+")}{c.Either.Name}@{c.Either.ResourceVersion}"));
        server.List = """{"metadata":{"resourceVersion":"10"},"items":[{"metadata":{"name":"a","resourceVersion":"3"}}]}""";

        await informers.StartAsync(CancellationToken.None);
        server.Event("""{"type":"ADDED","object":{"metadata":{"name":"b","resourceVersion":"11"}}}""");
        server.Event("""{"type":"DELETED","object":{"metadata":{"name":"a","resourceVersion":"12"}}}""");
        (await Take(seen, 3)).Should().Equal("+a@3", "+b@11", "-a@3");

        server.List = """{"metadata":{"resourceVersion":"20"},"items":[{"metadata":{"name":"c","resourceVersion":"15"}}]}""";
        server.Event("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}""");
        (await Take(seen, 2)).Should().BeEquivalentTo("+c@15", "-b@11");
        informer.Count.Should().Be(1);
    }

    [Fact]
    public async Task An_own_write_that_others_wait_for_is_told_once()
    {
        using var clock = ManualClock.New();
        var server = new ScriptedServer();
        using var client = Client(server, clock);
        var seen = Channel.CreateUnbounded<string>();
        await using var informers = Informers(client, clock);
        var informer = informers.Get(CoreTypes.ConfigMap).AddHandler(c => seen.Writer.TryWrite(c.Either.ResourceVersion));
        await informers.StartAsync(CancellationToken.None);

        var own = KubeObject.New(CoreTypes.ConfigMap, null, "own");
        own.Metadata()!["resourceVersion"] = "15";
        informer.Observe(own, tell: true);
        server.Event("""{"type":"ADDED","object":{"metadata":{"name":"own","resourceVersion":"15"}}}""");
        server.Event("""{"type":"MODIFIED","object":{"metadata":{"name":"own","resourceVersion":"16"}}}""");

        (await Take(seen, 2)).Should().Equal("15", "16");
    }

    [Fact]
    public async Task The_echo_of_an_own_write_changes_nothing_and_wakes_nobody()
    {
        using var clock = ManualClock.New();
        var server = new ScriptedServer();
        using var client = Client(server, clock);
        var seen = Channel.CreateUnbounded<string>();
        await using var informers = Informers(client, clock);
        var informer = informers.Get(CoreTypes.ConfigMap).AddHandler(c => seen.Writer.TryWrite(c.Either.ResourceVersion));
        await informers.StartAsync(CancellationToken.None);

        var own = KubeObject.New(CoreTypes.ConfigMap, null, "own");
        own.Metadata()!["resourceVersion"] = "15";
        informer.Observe(own);
        server.Event("""{"type":"MODIFIED","object":{"metadata":{"name":"own","resourceVersion":"14"}}}""");
        server.Event("""{"type":"MODIFIED","object":{"metadata":{"name":"own","resourceVersion":"15"}}}""");
        server.Event("""{"type":"MODIFIED","object":{"metadata":{"name":"own","resourceVersion":"16"}}}""");

        (await Take(seen, 1)).Should().Equal("16");
        informer.Get("", "own")!.ResourceVersion.Should().Be("16");
    }

    private static async Task<List<string>> Take(Channel<string> seen, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count)
        {
            taken.Add(await seen.Reader.ReadAsync());
        }

        return taken;
    }

    private static KubeClient Client(ScriptedServer server, TimeProvider clock) =>
        new(new KubeConnection { Server = new Uri("http://scripted/") }, server, clock);

    private static InformerFactory Informers(KubeClient client, TimeProvider clock) => new(
        new InformerContext(client, clock, new LockedRandom(new Random(1)), new WorkTracker(), NullLogger.Instance));

    /// <summary>Answers every list with <see cref="List"/> and every watch with the events given.</summary>
    private sealed class ScriptedServer : HttpMessageHandler
    {
        private readonly System.IO.Pipelines.Pipe pipe = new();

        public string List { get; set; } = """{"metadata":{"resourceVersion":"10"},"items":[]}""";

        public void Event(string line)
        {
            pipe.Writer.Write(Encoding.UTF8.GetBytes(line + "\n"));
            pipe.Writer.FlushAsync().AsTask().Wait();
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = request.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal)
                ? new StreamContent(new Unclosed(pipe.Reader.AsStream(leaveOpen: true)))
                : (HttpContent)new StringContent(List);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }

    /// <summary>One pipe serves several watches, one after the other.</summary>
    private sealed class Unclosed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
