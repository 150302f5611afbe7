namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>Which of the two document forms is written.</summary>
internal enum Dialect
{
    /// <summary>Swagger 2.0, one document for everything.</summary>
    V2,

    /// <summary>OpenAPI 3.0, one document per group and version.</summary>
    V3,
}
