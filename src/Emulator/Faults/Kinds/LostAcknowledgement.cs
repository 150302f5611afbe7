using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Faults.Kinds;

[About("The server does what was asked, but the answer is lost.")]
internal sealed record LostAcknowledgement : Fault
{
    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        var features = context.Http.Features;
        var body = features.Get<IHttpResponseBodyFeature>();
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        try
        {
            await next(context.Http);
        }
        finally
        {
            features.Set(body);
            context.Http.Abort();
        }
    }
}
