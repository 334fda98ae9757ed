# Registers Collection Sync in tenant @TENANT@ with a certificate, and grants its permissions.
# Run it as an administrator who may consent for the tenant (Privileged Role Administrator), on Windows:
#   Install-Module Microsoft.Graph.Authentication, Microsoft.Graph.Applications -Scope CurrentUser
$ErrorActionPreference = 'Stop'
$clientId = '@CLIENT@'   # empty: a new application is registered
$graphId = '00000003-0000-0000-c000-000000000000'
$roles = @(
@ROLES@
)
Connect-MgGraph -TenantId '@TENANT@' -Environment @ENVIRONMENT@ -NoWelcome `
    -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'

# 1. A certificate, valid for a year. The file holds the private key: move it to the runtime's config folder.
$certificate = New-SelfSignedCertificate -Subject 'CN=Collection Sync' -CertStoreLocation 'Cert:\CurrentUser\My' `
    -KeyExportPolicy Exportable -KeySpec Signature -KeyLength 3072 -HashAlgorithm SHA256 `
    -NotAfter (Get-Date).AddYears(1)
$password = Read-Host -AsSecureString 'Choose a password for collection-sync.pfx'
Export-PfxCertificate -Cert $certificate -FilePath 'collection-sync.pfx' -Password $password | Out-Null
$key = @{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $certificate.RawData; DisplayName = 'Collection Sync' }

# 2. The application, and the certificate's public part in it.
if ($clientId) {
    $application = Get-MgApplication -Filter "appId eq '$clientId'" -Property Id, AppId, KeyCredentials
    Update-MgApplication -ApplicationId $application.Id -KeyCredentials (@($application.KeyCredentials) + $key)
} else {
    $access = @{ ResourceAppId = $graphId; ResourceAccess = @($roles | ForEach-Object { @{ Id = $_; Type = 'Role' } }) }
    $application = New-MgApplication -DisplayName 'Collection Sync' -SignInAudience 'AzureADMyOrg' `
        -RequiredResourceAccess @($access) -KeyCredentials @($key)
    New-MgServicePrincipal -AppId $application.AppId | Out-Null
}

# 3. The permissions, granted for the whole tenant.
$principal = Get-MgServicePrincipal -Filter "appId eq '$($application.AppId)'"
$graph = Get-MgServicePrincipal -Filter "appId eq '$graphId'"
$granted = (Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All).AppRoleId
foreach ($role in $roles | Where-Object { $_ -notin $granted }) {
    New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id `
        -ResourceId $graph.Id -AppRoleId $role | Out-Null
}

# 4. What belongs into config/application.properties.
Write-Output "tenant.@NAME@.id = @TENANT@"
Write-Output "tenant.@NAME@.client-id = $($application.AppId)"
Write-Output 'tenant.@NAME@.certificate-file = config/collection-sync.pfx'
Write-Output 'tenant.@NAME@.certificate-password-file = config/collection-sync.pfx.password'
