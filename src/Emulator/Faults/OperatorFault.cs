using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Faults;

/// <summary>A fault of the operator itself, set off by a write of its own: to Kubernetes, or to AWS.</summary>
internal abstract record OperatorFault : Fault
{
    public override bool Concerns(RequestFacts facts) => facts.FromOperator
        && (facts.Target == "kube" ? facts.IsWrite : facts.Target == "aws" && !facts.IsAwsRead);

    /// <summary>Lets the server do it while the answer goes nowhere.</summary>
    protected static async Task SwallowAsync(HttpContext http, RequestDelegate next)
    {
        var body = http.Features.Get<IHttpResponseBodyFeature>();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        try
        {
            await next(http);
        }
        finally
        {
            http.Features.Set(body);
        }
    }
}
