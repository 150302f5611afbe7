using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Kubernetes;

/// <summary>A connection that is not made in time is a server out of reach, not somebody's wish to end.</summary>
public sealed class UnreachableTests
{
    private static readonly KubeConnection Nowhere = new() { Server = new Uri("https://127.0.0.1:1") };

    [Fact]
    public async Task A_connection_that_takes_too_long_is_told_as_unreachable()
    {
        using var client = new KubeClient(Nowhere, new TooSlow(), TimeProvider.System);

        var read = await Assert.ThrowsAsync<KubeException>(() => client.GetTextAsync("/readyz", CancellationToken.None));
        var watched = await Assert.ThrowsAsync<KubeException>(
            () => client.WatchAsync(CoreTypes.Secret, null, new WatchOptions { ResourceVersion = "1" }, CancellationToken.None));

        (read.IsUnreachable, watched.IsUnreachable).Should().Be((true, true));
        read.Message.Should().Contain("configured ConnectTimeout");
    }

    [Fact]
    public async Task Who_cancels_is_told_so()
    {
        using var client = new KubeClient(Nowhere, new TooSlow(), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetTextAsync("/readyz", new CancellationToken(canceled: true)));
    }

    /// <summary>As SocketsHttpHandler does when its ConnectTimeout is over.</summary>
    private sealed class TooSlow : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new TaskCanceledException(
                "The operation was canceled.", new TimeoutException("A connection could not be established within the configured ConnectTimeout."));
    }
}
