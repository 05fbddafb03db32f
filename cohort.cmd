@echo off
rem Runs Cohort's command line from source: builds it in Release when something changed since the last build, then
rem hands over to it. Needs the .NET 10 SDK, nothing else.
setlocal
set "root=%~dp0"
set "artifacts=%root%artifacts"
set "flavour="
if /i not "%~1"=="simulate" goto chosen
echo %* | findstr /c:"--mutants" >nul && (
  set "artifacts=%root%artifacts\mutants"
  set "flavour=-p:Mutants=true"
)
:chosen
set "program=%artifacts%\bin\Cohort.Cli\release\Cohort.Cli.dll"
set "stamp=%artifacts%\cohort.stamp"

where dotnet >nul 2>nul || (
  echo cohort: the .NET 10 SDK is needed and no 'dotnet' was found on the PATH. 1>&2
  echo cohort: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again. 1>&2
  exit /b 1
)

if not exist "%program%" goto build
if not exist "%stamp%" goto build
powershell -NoProfile -Command "$built = (Get-Item '%stamp%').LastWriteTimeUtc; if (Get-ChildItem -Recurse '%root%src', '%root%sim' | Where-Object LastWriteTimeUtc -gt $built | Select-Object -First 1) { exit 1 }; if (Get-ChildItem '%root%Directory.*.props', '%root%global.json' | Where-Object LastWriteTimeUtc -gt $built | Select-Object -First 1) { exit 1 }"
if not errorlevel 1 goto run

:build
pushd "%root%"
dotnet --version >nul 2>nul || (
  echo cohort: the .NET SDK that global.json asks for is not installed: see https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
  popd
  exit /b 1
)
if not exist "%artifacts%" mkdir "%artifacts%"
rem The stamp takes the time at which the build starts, so that what is edited meanwhile is built next time.
type nul >"%stamp%.new"
dotnet build src\Cohort.Cli\Cohort.Cli.csproj --configuration Release --verbosity quiet --nologo --disable-build-servers %flavour% >"%artifacts%\cohort.build.log" 2>&1
if errorlevel 1 (
  type "%artifacts%\cohort.build.log" 1>&2
  echo cohort: the build failed. 1>&2
  popd
  exit /b 1
)
move /y "%stamp%.new" "%stamp%" >nul
popd

:run
dotnet "%program%" %*
exit /b %errorlevel%
