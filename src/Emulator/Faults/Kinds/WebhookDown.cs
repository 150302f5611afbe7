using System.Net.Sockets;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Webhooks refuse connections.")]
internal sealed record WebhookDown : WebhookFault
{
    public override Task BeforeCallAsync(TimeProvider clock, CancellationToken cancel) =>
        throw new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused));
}
