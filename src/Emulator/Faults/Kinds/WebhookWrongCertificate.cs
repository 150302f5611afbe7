using System.Security.Authentication;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Webhooks present a certificate that their CA bundle does not vouch for.")]
internal sealed record WebhookWrongCertificate : WebhookFault
{
    public override Task BeforeCallAsync(TimeProvider clock, CancellationToken cancel) =>
        throw new HttpRequestException("untrusted", new AuthenticationException("unknown authority"));
}
